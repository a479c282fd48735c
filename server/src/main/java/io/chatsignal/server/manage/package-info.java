@NullMarked
package io.chatsignal.server.manage;

import org.jspecify.annotations.NullMarked;
