@NullMarked
package io.chatsignal.server.doctor;

import org.jspecify.annotations.NullMarked;
