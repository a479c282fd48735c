package io.chatsignal.server.doctor;

import java.util.List;

/** Tries one part of the setup for real. Takes a few seconds at most, and throws nothing. */
interface Check {
  List<Finding> findings();
}
