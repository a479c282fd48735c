package io.chatsignal.redis;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the step script is called with.
 *
 * @param expected what the room must still be; version 0 for who knows of no room
 * @param maker the attempt that makes the steps
 * @param start whether there was a room before
 * @param notAfterMillis when it is too late for the steps, by Redis's clock
 * @param entries the steps; none only asks what there is
 */
record StepCall(
    Value expected,
    String maker,
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

  /** A version of a room, and the attempt that made it. */
  record Value(long version, String maker) {}

  /** Only asks whether the room has another version, and what became of it. */
  static StepCall ask(long version, String maker) {
    return new StepCall(
        new Value(version, maker),
        maker,
        Start.ON,
        0,
        List.of(),
        StoredRoom.between(null, null),
        End.GOES_ON);
  }

  /** What an attempt makes of a room, or of none. */
  static StepCall of(
      Attempt attempt, Value expected, @Nullable StoredRoom before, long notAfterMillis) {
    StoredRoom after = attempt.result();
    return new StepCall(
        expected,
        attempt.name(),
        before == null ? Start.NEW : Start.ON,
        notAfterMillis,
        attempt.entries(),
        StoredRoom.between(before, after),
        after == null ? End.ENDS : End.GOES_ON);
  }

  static long roomLifeMillis() {
    return ROOM_LIFE_MILLIS;
  }

  List<String> arguments() {
    List<String> arguments = new ArrayList<>();
    arguments.add(Long.toString(expected.version()));
    arguments.add(Long.toString(end == End.ENDS ? ENDED_LIFE_MILLIS : ROOM_LIFE_MILLIS));
    arguments.add(Integer.toString(STEPS_KEPT));
    arguments.add(start == Start.NEW ? "new" : "on");
    arguments.add(Long.toString(notAfterMillis));
    arguments.add(expected.maker());
    arguments.add(maker);
    arguments.add(Integer.toString(entries.size()));
    arguments.addAll(entries);
    arguments.add(Integer.toString(delta.dropped().size()));
    arguments.addAll(delta.dropped());
    arguments.addAll(delta.set());
    return arguments;
  }
}
