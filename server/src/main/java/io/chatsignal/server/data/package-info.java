@NullMarked
package io.chatsignal.server.data;

import org.jspecify.annotations.NullMarked;
