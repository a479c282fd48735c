package io.chatsignal.redis;

/** One try to bring one peer from one node to another, by a name that only those two know. */
record Journey(String name) {
  private static final int NAME_BYTES = 12;

  static Journey begin() {
    return new Journey(NodeTag.randomText(NAME_BYTES));
  }
}
