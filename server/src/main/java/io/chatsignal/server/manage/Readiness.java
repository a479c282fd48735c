package io.chatsignal.server.manage;

import java.util.List;

/**
 * Whether new clients should come here. All parts have to be in order; that one is not is no reason
 * to end the process, which goes on serving those who are here.
 */
public record Readiness(List<NodeHealth> parts) {

  public Readiness {
    parts = List.copyOf(parts);
  }

  public boolean isReady() {
    return parts.stream().allMatch(part -> part.trouble().isEmpty());
  }

  /** One sentence each. */
  public List<String> troubles() {
    return parts.stream().flatMap(part -> part.trouble().stream()).toList();
  }
}
