package io.chatsignal.signaling;

/** What tells one room from another: its name and, where apps are kept apart, the app ("" else). */
public record RoomKey(String app, RoomName name) {}
