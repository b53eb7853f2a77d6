package io.countersign.systemtests.check;

/**
 * One answered read, of a credential or of its trunk's list page by page, sent with the token of the write before it.
 *
 * @param written what that write did to the credential
 * @param pages of the list; 0 for the credential itself
 */
public record Read(String credentialId, Written written, Seen seen, int pages) {

    /** What the reader knows at the moment of the answer. */
    public enum Written {
        /** Created, and nobody has begun to delete it. */
        CREATED,
        /** Its deletion was acknowledged. */
        DELETED,
        /** Created, but its deletion has begun meanwhile: either answer is right. */
        CREATED_AND_PERHAPS_DELETED
    }

    /** What the answer showed. */
    public enum Seen {
        THERE,
        NOT_THERE,
        /** On more than one place of the list, or the answer is none of those that may be. */
        OTHERWISE
    }

    /** Whether the answer doesn't contain the write as it must. */
    public boolean isStale() {
        return seen == Seen.OTHERWISE
                || switch (written) {
                    case CREATED -> seen != Seen.THERE;
                    case DELETED -> seen != Seen.NOT_THERE;
                    case CREATED_AND_PERHAPS_DELETED -> false;
                };
    }
}
