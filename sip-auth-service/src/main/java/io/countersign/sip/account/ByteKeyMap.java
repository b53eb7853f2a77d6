package io.countersign.sip.account;

import io.countersign.digest.DigestCalculator.Slice;
import io.countersign.sip.challenge.KeyedHash;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.security.SecureRandom;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A hash map whose keys are {@code left 0x00 right} in bytes, so that a packet's own bytes look something up without an
 * object being made. The hash is keyed: nobody can choose usernames that collide.
 *
 * <p>One thread writes. Any thread reads without a lock: a bucket is a chain of immutable nodes, published by a release
 * write and never changed after it.
 */
final class ByteKeyMap<V> {
    private static final VarHandle BUCKET = MethodHandles.arrayElementVarHandle(Node[].class);
    private static final int FIRST_BUCKETS = 64;

    private final byte[] hashKey = new byte[KeyedHash.KEY_BYTES];
    private final KeyedHash writersHash;
    private volatile @Nullable Node<V>[] buckets = newBuckets(FIRST_BUCKETS);
    /** The writer's. */
    private int count;
    /** For readers. */
    private volatile int size;

    ByteKeyMap() {
        new SecureRandom().nextBytes(hashKey);
        writersHash = new KeyedHash(hashKey);
    }

    int size() {
        return size;
    }

    /** For {@link #get}: each reading thread needs its own. */
    KeyedHash newHash() {
        return new KeyedHash(hashKey);
    }

    @Nullable V get(KeyedHash hash, Slice left, Slice right) {
        hash.begin().update(left.array(), left.offset(), left.length()).update((byte) 0);
        long code = hash.update(right.array(), right.offset(), right.length()).finish().first();
        @Nullable Node<V>[] current = buckets;
        for (Node<V> node = bucket(current, code); node != null; node = node.next) {
            if (node.hash == code && node.hasKey(left, right)) {
                return node.value;
            }
        }
        return null;
    }

    /** Writer only. */
    @Nullable V get(byte[] key) {
        return find(buckets, hashOf(key), key);
    }

    /** Writer only. The value that was there before is returned. A reader finds the one or the other, never neither. */
    @Nullable V put(byte[] key, V value) {
        long code = hashOf(key);
        @Nullable Node<V>[] current = buckets;
        V before = find(current, code, key);
        BUCKET.setRelease(current, index(current, code), new Node<>(code, key, value, without(current, code, key)));
        if (before == null) {
            size = ++count;
            if (count > current.length) {
                grow();
            }
        }
        return before;
    }

    /** Writer only. The value that was there is returned. */
    @Nullable V remove(byte[] key) {
        long code = hashOf(key);
        @Nullable Node<V>[] current = buckets;
        V before = find(current, code, key);
        if (before != null) {
            BUCKET.setRelease(current, index(current, code), without(current, code, key));
            size = --count;
        }
        return before;
    }

    private long hashOf(byte[] key) {
        return writersHash.begin().update(key, 0, key.length).finish().first();
    }

    private static <V> @Nullable V find(@Nullable Node<V>[] buckets, long code, byte[] key) {
        for (Node<V> node = bucket(buckets, code); node != null; node = node.next) {
            if (node.hash == code && Arrays.equals(node.key, key)) {
                return node.value;
            }
        }
        return null;
    }

    /** The chain of that hash, built anew without the key. */
    private static <V> @Nullable Node<V> without(@Nullable Node<V>[] buckets, long code, byte[] key) {
        Node<V> rest = null;
        for (Node<V> node = bucket(buckets, code); node != null; node = node.next) {
            if (node.hash != code || !Arrays.equals(node.key, key)) {
                rest = new Node<>(node.hash, node.key, node.value, rest);
            }
        }
        return rest;
    }

    private void grow() {
        @Nullable Node<V>[] old = buckets;
        @Nullable Node<V>[] larger = newBuckets(old.length * 2);
        for (Node<V> first : old) {
            for (Node<V> node = first; node != null; node = node.next) {
                int index = index(larger, node.hash);
                larger[index] = new Node<>(node.hash, node.key, node.value, larger[index]);
            }
        }
        buckets = larger;
    }

    @SuppressWarnings("unchecked") // only nodes of this map are ever written
    private static <V> @Nullable Node<V> bucket(@Nullable Node<V>[] buckets, long code) {
        return (Node<V>) BUCKET.getAcquire(buckets, index(buckets, code));
    }

    private static int index(@Nullable Object[] buckets, long code) {
        return (int) code & buckets.length - 1;
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // Java has no generic arrays
    private static <V> @Nullable Node<V>[] newBuckets(int count) {
        return (@Nullable Node<V>[]) new Node[count];
    }

    private static final class Node<V> {
        final long hash;
        final byte[] key;
        final V value;
        final @Nullable Node<V> next;

        Node(long hash, byte[] key, V value, @Nullable Node<V> next) {
            this.hash = hash;
            this.key = key;
            this.value = value;
            this.next = next;
        }

        boolean hasKey(Slice left, Slice right) {
            int leftEnd = left.length();
            return key.length == leftEnd + 1 + right.length()
                    && key[leftEnd] == 0
                    && Arrays.equals(key, 0, leftEnd, left.array(), left.offset(), left.offset() + leftEnd)
                    && Arrays.equals(
                            key, leftEnd + 1, key.length, right.array(), right.offset(), right.offset() + right.length());
        }
    }
}
