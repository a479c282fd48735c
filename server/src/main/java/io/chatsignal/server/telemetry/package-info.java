@NullMarked
package io.chatsignal.server.telemetry;

import org.jspecify.annotations.NullMarked;
