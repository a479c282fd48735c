/**
 * Engine.IO, protocol versions 3 and 4, without I/O: frames and the time go in, frames come out.
 *
 * <p>{@link io.chatsignal.engineio.EngineCodec} turns frames into packets, {@link
 * io.chatsignal.engineio.EngineSession} is the life of one session. Nothing here reads a clock,
 * starts a thread or opens a socket.
 */
@NullMarked
package io.chatsignal.engineio;

import org.jspecify.annotations.NullMarked;
