package io.chatsignal.server.doctor;

/**
 * What was found out about one part of the setup.
 *
 * @param subject one or two words
 * @param sentence what is, and where it is not good, what to do
 */
public record Finding(Verdict verdict, String subject, String sentence) {

  /** How the part is. */
  public enum Verdict {
    GOOD,
    DOUBTFUL,
    BROKEN
  }

  static Finding good(String subject, String sentence) {
    return new Finding(Verdict.GOOD, subject, sentence);
  }

  static Finding doubtful(String subject, String sentence) {
    return new Finding(Verdict.DOUBTFUL, subject, sentence);
  }

  static Finding broken(String subject, String sentence) {
    return new Finding(Verdict.BROKEN, subject, sentence);
  }
}
