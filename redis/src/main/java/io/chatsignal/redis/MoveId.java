package io.chatsignal.redis;

/** One try to bring one peer from one node to another, by a name that only those two know. */
record MoveId(String name) {
  private static final int NAME_BYTES = 12;

  static MoveId begin() {
    return new MoveId(NodeTag.randomText(NAME_BYTES));
  }
}
