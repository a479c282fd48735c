@NullMarked
package io.chatsignal.server.cli;

import org.jspecify.annotations.NullMarked;
