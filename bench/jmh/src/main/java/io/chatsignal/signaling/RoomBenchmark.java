package io.chatsignal.signaling;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The steps of a room's life, by the number of its members. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class RoomBenchmark {
  private static final RoomLimits LIMITS = RoomLimits.defaults();
  private static final RoomKey KEY = new RoomKey("", new RoomName("room-1"));
  private static final PeerId OWNER = new PeerId("peer-0");
  private static final PeerId GUEST = new PeerId("guest");

  @Param({"1", "10", "99"})
  private int members = 1;

  private final RoomCommand join = new RoomCommand.Join(KEY, GUEST, Opaque.NONE, Opaque.NONE);
  private final RoomCommand accept = new RoomCommand.Accept(KEY, OWNER, GUEST, Opaque.NONE);
  private final RoomCommand leave = new RoomCommand.Leave(KEY, GUEST, Opaque.NONE);
  private Room room = create();
  private Room asked = room;
  private Room joined = room;

  @Setup
  public void fill() {
    room = create();
    for (int i = 1; i < members; i++) {
      PeerId peer = new PeerId("peer-" + i);
      room = step(room, new RoomCommand.Join(KEY, peer, Opaque.NONE, Opaque.NONE));
      room = step(room, new RoomCommand.Accept(KEY, OWNER, peer, Opaque.NONE));
    }
    asked = step(room, join);
    joined = step(asked, accept);
  }

  private static Room create() {
    return changed(Room.applyToNone(new RoomCommand.Create(KEY, OWNER, Opaque.NONE), 1));
  }

  private static Room step(Room room, RoomCommand command) {
    return changed(room.apply(command, LIMITS));
  }

  private static Room changed(Step step) {
    if (step instanceof Step.Changed next) {
      return next.room();
    }
    throw new IllegalStateException("refused: " + step);
  }

  @Benchmark
  public Step join() {
    return room.apply(join, LIMITS);
  }

  @Benchmark
  public Step accept() {
    return asked.apply(accept, LIMITS);
  }

  @Benchmark
  public Step leave() {
    return joined.apply(leave, LIMITS);
  }

  /** What every relay asks: are both in the room? */
  @Benchmark
  public boolean isMember() {
    return joined.hasMember(OWNER) && joined.hasMember(GUEST);
  }
}
