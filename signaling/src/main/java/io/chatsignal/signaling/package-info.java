/** Peers, rooms, tokens and limits: what each request does, free of any wire and any clock. */
@NullMarked
package io.chatsignal.signaling;

import org.jspecify.annotations.NullMarked;
