package compare;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.UUID;

/** A room; whoever touches it holds its monitor. */
final class Room {
  UUID owner;
  final Set<UUID> members = new LinkedHashSet<>();
  final Set<UUID> candidates = new LinkedHashSet<>();

  Room(UUID owner) {
    this.owner = owner;
    members.add(owner);
  }
}
