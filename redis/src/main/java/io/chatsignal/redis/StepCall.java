package io.chatsignal.redis;

import java.util.ArrayList;
import java.util.List;

/**
 * What the step script is called with.
 *
 * @param expected the version that the room must still have; 0 for who knows of no room
 * @param start whether there was a room before
 * @param notAfterMillis when it is too late for the steps, by Redis's clock
 * @param entries the steps; none only asks what there is
 */
record StepCall(
    long expected,
    Start start,
    long notAfterMillis,
    List<String> entries,
    StoredRoom.Delta delta,
    End end) {
  /** So many of a room's newest steps are kept for nodes that missed them. */
  private static final int STEPS_KEPT = 128;

  private static final long ROOM_LIFE_MILLIS = 600_000;

  /** An ended room's version is remembered for as long as others may still be catching up. */
  private static final long ENDED_LIFE_MILLIS = 15_000;

  /** Where the version comes from. */
  enum Start {
    NEW,
    ON
  }

  /** Whether there is a room afterwards. */
  enum End {
    GOES_ON,
    ENDS
  }

  /** Only asks whether the room has another version, and what became of it. */
  static StepCall ask(long expected) {
    return new StepCall(
        expected, Start.ON, 0, List.of(), StoredRoom.between(null, null), End.GOES_ON);
  }

  static long roomLifeMillis() {
    return ROOM_LIFE_MILLIS;
  }

  List<String> arguments() {
    List<String> arguments = new ArrayList<>();
    arguments.add(Long.toString(expected));
    arguments.add(Long.toString(end == End.ENDS ? ENDED_LIFE_MILLIS : ROOM_LIFE_MILLIS));
    arguments.add(Integer.toString(STEPS_KEPT));
    arguments.add(start == Start.NEW ? "new" : "on");
    arguments.add(Long.toString(notAfterMillis));
    arguments.add(Integer.toString(entries.size()));
    arguments.addAll(entries);
    arguments.add(Integer.toString(delta.dropped().size()));
    arguments.addAll(delta.dropped());
    arguments.addAll(delta.set());
    return arguments;
  }
}
