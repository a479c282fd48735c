package io.chatsignal.redis;

import io.chatsignal.signaling.Rejection;
import io.chatsignal.signaling.RoomCommand;
import io.chatsignal.signaling.RoomLimits;
import io.chatsignal.signaling.Step;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Some commands for one room, on their way to Redis together. */
final class Attempt {
  /** A command, what it would do, and the room as it would be then. */
  private record Outcome(Pending pending, Step step, @Nullable StoredRoom after) {
    boolean isStep() {
      return step instanceof Step.Changed || step instanceof Step.Ended;
    }
  }

  /** Is told each result in turn. */
  interface Settler {
    void settle(Pending pending, Step step, @Nullable StoredRoom after);
  }

  private static final int NAME_BYTES = 6;

  /** As many as these bytes take; the rest of a name is the node's tag. */
  private static final int NAME_CHARACTERS = 8;

  private final String name;
  private final List<Pending> commands = new ArrayList<>();
  private List<Outcome> outcomes = List.of();
  private List<String> entries = List.of();
  private @Nullable StoredRoom result;
  private final Set<String> nodes = new HashSet<>();
  private long firstVersion;
  private String base = "";
  private boolean doubtful;

  Attempt(NodeTag tag) {
    this.name = NodeTag.randomText(NAME_BYTES) + tag.value();
  }

  /** The tag of the node whose attempt has that name. */
  static String nodeOf(String name) {
    return name.substring(NAME_CHARACTERS);
  }

  /** Whether an attempt of that name was one of this node. */
  static boolean isBy(NodeTag tag, String name) {
    return name.endsWith(tag.value());
  }

  void add(Pending pending) {
    commands.add(pending);
  }

  String name() {
    return name;
  }

  int size() {
    return commands.size();
  }

  boolean isNamed(String other) {
    return name.equals(other);
  }

  /** Tries the commands on the room, and returns what it would be after all of them. */
  @Nullable StoredRoom compute(
      @Nullable StoredRoom before, long version, String maker, RoomLimits limits) {
    base = maker;
    List<Outcome> computed = new ArrayList<>();
    List<String> texts = new ArrayList<>();
    nodes.clear();
    addNodes(nodes, before);
    StoredRoom now = before;
    long at = version;
    for (Pending pending : commands) {
      RoomCommand command = pending.command();
      Step step = pending.take(now, at, limits);
      switch (step) {
        case Step.Changed changed -> {
          now = StoredRoom.after(now, changed.room(), command, nodeOf(name));
          at++;
        }
        case Step.Ended _ -> {
          now = null;
          at++;
        }
        case Step.Unchanged _, Step.Refused _ -> {}
      }
      Outcome outcome = new Outcome(pending, step, now);
      computed.add(outcome);
      if (outcome.isStep()) {
        texts.add(new RoomEntry(name, texts.isEmpty() ? maker : name, command).text());
        addNodes(nodes, now);
      }
    }
    outcomes = computed;
    entries = texts;
    result = now;
    firstVersion = version + 1;
    return now;
  }

  private static void addNodes(Set<String> nodes, @Nullable StoredRoom room) {
    if (room != null) {
      nodes.addAll(room.sites());
    }
  }

  /** Tags of all nodes that one step concerns. */
  static Set<String> nodesOf(@Nullable StoredRoom before, @Nullable StoredRoom after) {
    Set<String> nodes = new HashSet<>();
    addNodes(nodes, before);
    addNodes(nodes, after);
    return nodes;
  }

  /** The room after all commands. */
  @Nullable StoredRoom result() {
    return result;
  }

  List<String> entries() {
    return entries;
  }

  ReplicaHost.Made made() {
    return new ReplicaHost.Made(firstVersion, List.copyOf(entries), Set.copyOf(nodes));
  }

  /** Redis has taken it. A new room gets its version there: the steps are made again with it. */
  void settleAt(
      long reached, @Nullable StoredRoom before, long version, RoomLimits limits, Settler settler) {
    long from = reached - entries.size();
    if (from != version && !entries.isEmpty()) {
      compute(before, from, base, limits);
    }
    for (Outcome outcome : outcomes) {
      settler.settle(outcome.pending(), outcome.step(), outcome.after());
    }
  }

  /**
   * One of its steps turns out to have been made by an earlier try whose answer was lost: it is
   * settled, and so are the refusals before it.
   */
  void takeOwn(RoomCommand command, Consumer<Pending> settler) {
    for (Outcome outcome : outcomes) {
      if (!commands.remove(outcome.pending())) {
        continue;
      }
      if (outcome.isStep()) {
        settler.accept(outcome.pending());
        return;
      }
      outcome.pending().settle(outcome.step());
    }
    throw new IllegalStateException("no such step by " + command.by());
  }

  /** No answer came: it may have been done or not. */
  void doubt() {
    doubtful = true;
  }

  boolean isDoubtful() {
    return doubtful;
  }

  /** When somebody here will have waited too long. */
  OptionalLong deadlineNanos() {
    return commands.stream().flatMapToLong(pending -> pending.deadlineNanos().stream()).min();
  }

  /** Whether somebody here has waited too long. */
  boolean isDueAt(long nowNanos) {
    return commands.stream().anyMatch(pending -> pending.isDueAt(nowNanos));
  }

  /** Settles as unavailable all who don't wait for ever. */
  List<RoomCommand> refuse() {
    List<RoomCommand> refused = new ArrayList<>();
    for (Pending pending : commands) {
      if (pending.deadlineNanos().isPresent()) {
        pending.settle(new Step.Refused(Rejection.UNAVAILABLE));
        refused.add(pending.command());
      }
    }
    return refused;
  }

  /** Those who do. */
  List<Pending> patient() {
    return commands.stream().filter(pending -> pending.deadlineNanos().isEmpty()).toList();
  }

  List<Pending> commands() {
    return List.copyOf(commands);
  }
}
