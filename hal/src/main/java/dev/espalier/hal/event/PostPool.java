package dev.espalier.hal.event;

import dev.espalier.hal.system.Heap;
import dev.espalier.hal.system.HeapUse;
import org.jspecify.annotations.Nullable;

/** The posted events of one loop; the objects are used again. */
final class PostPool {
  private static final int NO_DATA = -1;

  /** What current ESP-IDF keeps in the event itself. */
  private static final int BYTES_WITHOUT_BLOCK = 4;

  /** One posted event. */
  static final class Post {
    @Nullable EventBase<?> base;
    int id;
    @Nullable Object data;
    private int dataBytes = NO_DATA; // the block that its data takes
    private @Nullable Post nextFree;
  }

  private final Heap heap = Heap.current();
  private @Nullable Post free;

  /** An event with a copy of its data; null without memory for that. */
  @Nullable Post filled(EventBase<?> base, int id, @Nullable Object data, boolean current) {
    Object kept = data;
    if (data instanceof byte[] bytes) {
      kept = bytes.length == 0 ? null : bytes.clone();
    }
    int bytes = kept == null ? NO_DATA : DataSize.of(kept);
    if (current && bytes <= BYTES_WITHOUT_BLOCK) {
      bytes = NO_DATA;
    }
    if (bytes != NO_DATA && !heap.take(HeapUse.EVENTS, bytes)) {
      return null;
    }
    Post post = take(base, id, kept);
    post.dataBytes = bytes;
    return post;
  }

  /** An event whose data takes no block. */
  Post take(EventBase<?> base, int id, @Nullable Object data) {
    Post post = free;
    if (post == null) {
      post = new Post();
    } else {
      free = post.nextFree;
    }
    post.base = base;
    post.id = id;
    post.data = data;
    return post;
  }

  /** Takes the object back and its data with it. */
  void drop(Post post) {
    giveData(release(post));
  }

  /** Takes the object back; the answer is what {@link #giveData} wants afterwards. */
  int release(Post post) {
    int bytes = post.dataBytes;
    post.data = null;
    post.dataBytes = NO_DATA;
    post.nextFree = free;
    free = post;
    return bytes;
  }

  void giveData(int dataBytes) {
    if (dataBytes != NO_DATA) {
      heap.give(HeapUse.EVENTS, dataBytes);
    }
  }
}
