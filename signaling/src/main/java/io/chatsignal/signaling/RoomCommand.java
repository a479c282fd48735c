package io.chatsignal.signaling;

/** What one peer wants of one room. Plain data, so that a store may send it elsewhere. */
public sealed interface RoomCommand {
  RoomKey room();

  /** The peer that asks. */
  PeerId by();

  record Create(RoomKey room, PeerId by, Opaque peerinfo) implements RoomCommand {}

  record Join(RoomKey room, PeerId by, Opaque peerinfo, Opaque payload) implements RoomCommand {}

  record Accept(RoomKey room, PeerId by, PeerId candidate, Opaque payload) implements RoomCommand {}

  record Reject(RoomKey room, PeerId by, PeerId candidate, Opaque payload) implements RoomCommand {}

  record Kick(RoomKey room, PeerId by, PeerId member, Opaque payload) implements RoomCommand {}

  /** A member goes, or a candidate withdraws its request. */
  record Leave(RoomKey room, PeerId by, Opaque payload) implements RoomCommand {}

  /** A member or candidate goes on at another node of the deployment; nobody is told. */
  record Move(RoomKey room, PeerId by, String node) implements RoomCommand {}
}
