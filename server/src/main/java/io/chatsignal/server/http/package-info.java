@NullMarked
package io.chatsignal.server.http;

import org.jspecify.annotations.NullMarked;
