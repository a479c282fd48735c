package io.chatsignal.signaling;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The rules of a room once more, as plainly as can be: names in lists, and a line of text for
 * whatever somebody is told. The owner is the first member.
 */
final class RoomModel {
  private final List<String> members = new ArrayList<>();
  private final List<String> waiting = new ArrayList<>();
  private final List<String> gone = new ArrayList<>();
  private final RoomLimits limits;

  RoomModel(RoomLimits limits) {
    this.limits = limits;
  }

  /** What each peer is told, one line for each, in order; or why the command is refused. */
  List<String> take(RoomCommand command) {
    gone.clear();
    String by = command.by().value();
    boolean byOwner = !members.isEmpty() && members.getFirst().equals(by);
    if (members.isEmpty() && !(command instanceof RoomCommand.Create)) {
      return List.of("refused NOT_FOUND");
    }
    return switch (command) {
      case RoomCommand.Create _ -> create(by);
      case RoomCommand.Join _ -> join(by);
      case RoomCommand.Leave _ -> leave(by);
      case RoomCommand.Move _ ->
          members.contains(by) || waiting.contains(by) ? List.of() : List.of("refused FORBIDDEN");
      case RoomCommand.Accept accept ->
          byOwner ? accept(accept.candidate().value()) : List.of("refused FORBIDDEN");
      case RoomCommand.Reject reject ->
          byOwner ? reject(reject.candidate().value()) : List.of("refused FORBIDDEN");
      case RoomCommand.Kick kick ->
          byOwner ? kick(by, kick.member().value()) : List.of("refused FORBIDDEN");
    };
  }

  private List<String> create(String by) {
    if (!members.isEmpty()) {
      return List.of("refused CONFLICT");
    }
    members.add(by);
    return List.of();
  }

  private List<String> join(String by) {
    if (members.contains(by)) {
      return List.of("unchanged");
    }
    if (!waiting.contains(by)) {
      if (waiting.size() == limits.candidates()) {
        return List.of("refused TOO_LARGE");
      }
      waiting.add(by);
    }
    return List.of(members.getFirst() + " asked by " + by);
  }

  private List<String> accept(String candidate) {
    if (!waiting.contains(candidate)) {
      return List.of("refused NOT_FOUND");
    }
    if (members.size() == limits.members()) {
      return List.of("refused TOO_LARGE");
    }
    waiting.remove(candidate);
    List<String> told = all("joined " + candidate);
    members.add(candidate);
    told.add(candidate + " accepted");
    return told;
  }

  private List<String> reject(String candidate) {
    return waiting.remove(candidate)
        ? List.of(candidate + " rejected")
        : List.of("refused NOT_FOUND");
  }

  private List<String> kick(String by, String member) {
    if (by.equals(member)) {
      return List.of("refused INVALID");
    }
    if (!members.remove(member)) {
      return List.of("refused NOT_FOUND");
    }
    List<String> told = new ArrayList<>(List.of(member + " kicked"));
    told.addAll(all("left " + member));
    return told;
  }

  private List<String> leave(String by) {
    if (waiting.remove(by)) {
      return List.of(members.getFirst() + " cancelled " + by);
    }
    boolean wasOwner = members.getFirst().equals(by);
    if (!members.remove(by)) {
      return List.of("refused FORBIDDEN");
    }
    gone.add(by);
    List<String> told = all("left " + by);
    if (members.isEmpty()) {
      waiting.forEach(each -> told.add(each + " abandoned"));
      waiting.clear();
    } else if (wasOwner) {
      told.addAll(all("owned by " + members.getFirst()));
      waiting.forEach(each -> told.add(members.getFirst() + " asked by " + each));
    }
    return told;
  }

  private List<String> all(String what) {
    return members.stream().map(each -> each + " " + what).collect(Collectors.toList());
  }

  /** Who has just left by itself. */
  List<String> gone() {
    return gone;
  }

  String describe() {
    return members.isEmpty()
        ? "none"
        : members + " owned by " + members.getFirst() + ", " + waiting;
  }

  static String describe(@Nullable Room room) {
    return room == null
        ? "none"
        : room.members().keySet()
            + " owned by "
            + room.owners().stream().map(PeerId::value).collect(Collectors.joining(","))
            + ", "
            + room.candidates().keySet();
  }

  /** A step in the same words. */
  static List<String> told(Step step) {
    return switch (step) {
      case Step.Refused refused -> List.of("refused " + refused.rejection().code());
      case Step.Unchanged _ -> List.of("unchanged");
      case Step.Changed _, Step.Ended _ ->
          step.deliveries().stream()
              .flatMap(each -> each.to().stream().map(to -> to + " " + told(each.event())))
              .toList();
    };
  }

  private static String told(PeerEvent event) {
    return switch (event) {
      case PeerEvent.JoinRequested requested -> "asked by " + requested.candidate().id();
      case PeerEvent.JoinCancelled cancelled -> "cancelled " + cancelled.candidate();
      case PeerEvent.JoinAccepted _ -> "accepted";
      case PeerEvent.JoinRejected _ -> "rejected";
      case PeerEvent.JoinAbandoned _ -> "abandoned";
      case PeerEvent.UserJoined joined -> "joined " + joined.member().id();
      case PeerEvent.UserLeft left -> "left " + left.member().id();
      case PeerEvent.OwnerChanged changed -> "owned by " + changed.owner();
      case PeerEvent.Kicked _ -> "kicked";
      case PeerEvent.Relayed _ -> throw new AssertionError("no room relays");
    };
  }
}
