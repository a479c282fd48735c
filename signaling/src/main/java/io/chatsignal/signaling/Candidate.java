package io.chatsignal.signaling;

/** A peer that asked to join a room and waits for an owner's word. */
public record Candidate(PeerId id, Opaque peerinfo, Opaque payload) {
  Member asMember() {
    return new Member(id, peerinfo, Member.Role.GUEST);
  }
}
