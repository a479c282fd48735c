package io.chatsignal.redis;

import io.chatsignal.signaling.RoomKey;
import java.util.List;

/**
 * The names of the rooms with peers of this node, in Redis: whoever cleans up after it goes through
 * them. All is sent at once and so in order. Owned by the node's loop.
 */
final class RoomList {
  /** So many rooms are noted by one command, which must not hold up Redis. */
  private static final int NAMES_AT_ONCE = 500;

  private final String list;
  private final Link redis;

  RoomList(Site site, Link redis) {
    this.list = site.keys().rooms(site.tag().value());
    this.redis = redis;
  }

  /** Notes these, if they aren't yet, and puts off the time at which Redis forgets the list. */
  void note(List<RoomKey> rooms) {
    for (int from = 0; from < rooms.size(); from += NAMES_AT_ONCE) {
      String[] names =
          rooms.stream().skip(from).limit(NAMES_AT_ONCE).map(Names::of).toArray(String[]::new);
      redis.send(commands -> commands.sadd(list, names), Link.ignore());
    }
    redis.send(commands -> commands.pexpire(list, StepCall.roomLifeMillis()), Link.ignore());
  }

  void strikeOut(RoomKey room) {
    redis.send(commands -> commands.srem(list, Names.of(room)), Link.ignore());
  }
}
