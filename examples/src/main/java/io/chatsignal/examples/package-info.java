/** Programs that embed the Socket.IO server. */
@NullMarked
package io.chatsignal.examples;

import org.jspecify.annotations.NullMarked;
