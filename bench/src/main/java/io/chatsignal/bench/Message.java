package io.chatsignal.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;

/**
 * A received packet, looked at in place. It finds fields by their names instead of parsing: servers
 * write these few events in a known form, and a load generator must cost less than they do.
 */
final class Message {
  private byte[] buffer = {};
  private int from;
  private int to;

  /** Reused for every packet of a connection; nobody may keep it. */
  Message over(byte[] newBuffer, int newFrom, int newTo) {
    buffer = newBuffer;
    from = newFrom;
    to = newTo;
    return this;
  }

  boolean startsWith(byte[] prefix) {
    return matches(from, prefix);
  }

  /** True for the Socket.IO event of that name on the main namespace. */
  boolean isEvent(byte[] quotedName) {
    return matches(from + 3, quotedName) && buffer[from + 2] == '[';
  }

  private boolean matches(int at, byte[] bytes) {
    return at + bytes.length <= to
        && Arrays.equals(buffer, at, at + bytes.length, bytes, 0, bytes.length);
  }

  /** The event's name, for a report. */
  String eventName() {
    int start = indexOf("[\"".getBytes(UTF_8), from);
    if (start < 0) {
      return "";
    }
    int end = start + 2;
    while (end < to && buffer[end] != '"') {
      end++;
    }
    return new String(buffer, start + 2, end - start - 2, UTF_8);
  }

  /** The first string field of that name, anywhere in the message; empty if there is none. */
  String field(String name) {
    return stringAfter("\"" + name + "\":\"");
  }

  /** The first element of the first array of that name. */
  String firstOf(String name) {
    return stringAfter("\"" + name + "\":[\"");
  }

  private String stringAfter(String marker) {
    byte[] bytes = marker.getBytes(UTF_8);
    int at = indexOf(bytes, from);
    if (at < 0) {
      return "";
    }
    int start = at + bytes.length;
    int end = start;
    while (end < to && buffer[end] != '"') {
      end += buffer[end] == '\\' ? 2 : 1;
    }
    return end > to ? "" : new String(buffer, start, end - start, UTF_8);
  }

  /** Where the bytes stand, relative to the message; tried at {@code hint} first. */
  int find(byte[] bytes, int hint) {
    if (hint >= 0 && matches(from + hint, bytes)) {
      return hint;
    }
    int at = indexOf(bytes, from);
    return at < 0 ? -1 : at - from;
  }

  private int indexOf(byte[] bytes, int start) {
    for (int at = start; at + bytes.length <= to; at++) {
      if (buffer[at] == bytes[0] && matches(at, bytes)) {
        return at;
      }
    }
    return -1;
  }

  /** A number of exactly that many digits at that place of the message, or -1. */
  long digits(int at, int count) {
    if (from + at + count > to) {
      return -1;
    }
    long number = 0;
    for (int i = 0; i < count; i++) {
      int digit = buffer[from + at + i] - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      number = number * 10 + digit;
    }
    return number;
  }

  @Override
  public String toString() {
    return new String(buffer, from, to - from, UTF_8);
  }
}
