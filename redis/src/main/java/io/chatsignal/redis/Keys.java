package io.chatsignal.redis;

import io.chatsignal.signaling.RoomKey;

/** Names of keys. Every script and every command touches one of them, whichever shard it is on. */
record Keys(String prefix) {
  String nodes() {
    return prefix + "nodes";
  }

  String inbox(String tag) {
    return prefix + "in:" + tag;
  }

  String rooms(String tag) {
    return prefix + "rooms:" + tag;
  }

  /** Where a session went on that was left elsewhere; nobody learns its secret from the key. */
  String session(String pidHash) {
    return prefix + "at:" + pidHash;
  }

  /** Braces would let whoever names rooms choose the shard that they are on. */
  String room(RoomKey key) {
    return prefix + "room:" + escape(key.app()) + "/" + escape(key.name().value());
  }

  private static String escape(String text) {
    return text.replace("%", "%25").replace("{", "%7B").replace("/", "%2F");
  }
}
