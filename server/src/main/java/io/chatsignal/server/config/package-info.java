@NullMarked
package io.chatsignal.server.config;

import org.jspecify.annotations.NullMarked;
