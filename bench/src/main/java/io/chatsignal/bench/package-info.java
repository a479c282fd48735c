/** A load generator for servers that speak the signaling protocol over Socket.IO. */
@NullMarked
package io.chatsignal.bench;

import org.jspecify.annotations.NullMarked;
