package io.countersign.systemtests.check;

/**
 * One answered GET of a credential, sent with the token of the write before it.
 *
 * @param written what that write did to the credential
 * @param status of the answer: 200 or 404
 */
public record Read(String credentialId, Written written, int status) {

    /** What the reader knows at the moment of the answer. */
    public enum Written {
        /** Created, and nobody has begun to delete it. */
        CREATED,
        /** Its deletion was acknowledged. */
        DELETED,
        /** Created, but its deletion has begun meanwhile: either answer is right. */
        CREATED_AND_PERHAPS_DELETED
    }

    /** Whether the answer doesn't contain the write. */
    public boolean isStale() {
        return switch (written) {
            case CREATED -> status != 200;
            case DELETED -> status == 200;
            case CREATED_AND_PERHAPS_DELETED -> false;
        };
    }
}
