package io.chatsignal.signaling;

/** A peer in a room. */
public record Member(PeerId id, Opaque peerinfo, Role role) {

  /** What a member may do. */
  public enum Role {
    OWNER,
    GUEST
  }

  public boolean isOwner() {
    return role == Role.OWNER;
  }

  Member asOwner() {
    return new Member(id, peerinfo, Role.OWNER);
  }
}
