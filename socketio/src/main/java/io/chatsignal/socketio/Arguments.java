package io.chatsignal.socketio;

import java.util.List;

/**
 * The arguments of an event or an acknowledgement, each still JSON text as it came, byte for byte.
 * Binary parts stand in the text as <code>{"_placeholder":true,"num":N}</code> and N counts in
 * {@code attachments}.
 */
public record Arguments(List<String> json, List<byte[]> attachments) {
  public Arguments {
    json = List.copyOf(json);
    attachments = List.copyOf(attachments);
  }

  public static Arguments of(String... json) {
    return new Arguments(List.of(json), List.of());
  }
}
