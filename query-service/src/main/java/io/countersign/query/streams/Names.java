package io.countersign.query.streams;

/**
 * Every name that Kafka or a state folder keeps: applications, operators, stores, internal topics. A changed name leaves
 * its state behind, so the descriptions of the topologies are approved files.
 */
public final class Names {
    private static final String APPLICATION_PREFIX = "countersign.query.";

    /** The failures' application. */
    public static final String FAILURES_APPLICATION = APPLICATION_PREFIX + "failures";

    /** The counts' application. */
    public static final String COUNTS_APPLICATION = APPLICATION_PREFIX + "counts";

    public static final String AUTH_TRUNK_EVENTS = "auth-trunk-events";
    public static final String AUTH_FOLD = "auth-fold";
    public static final String AUTH_STATE_STORE = "auth-state";
    public static final String AUTH_TABLE = "auth-table";

    public static final String VIEWS_ACCOUNT_EVENTS = "views-account-events";
    public static final String VIEWS_TRUNK_EVENTS = "views-trunk-events";

    public static final String ACCOUNT_FOLD = "account-fold";
    public static final String ACCOUNT_STORE = "account-view";

    public static final String TRUNK_FOLD = "trunk-fold";
    public static final String TRUNK_STORE = "trunk-view";
    public static final String TRUNK_BY_ACCOUNT = "trunk-by-account";
    public static final String TRUNK_LIST_FOLD = "trunk-list-fold";
    public static final String TRUNK_LIST_STORE = "trunk-list-view";

    public static final String CREDENTIAL_FOLD = "credential-fold";
    public static final String CREDENTIAL_STORE = "credential-view";

    public static final String VIEWS_REGISTRATIONS = "views-registrations";
    public static final String REGISTRATION_TRUNK_FOLD = "registration-trunk-fold";
    public static final String REGISTRATION_FOLD = "registration-fold";
    public static final String REGISTRATION_STORE = "registration-view";

    public static final String FAILURES = "failures";
    public static final String FAILURES_WITHOUT_COUNTS = "failures-without-counts";
    public static final String FAILURE_TRUNK_FOLD = "failure-trunk-fold";
    public static final String FAILURE_TRUNK_STORE = "failure-trunk-view";
    public static final String FAILURE_OF_ACCOUNT = "failure-of-account";
    public static final String FAILURE_KEYED_BY_ACCOUNT = "failure-keyed-by-account";
    public static final String FAILURE_BY_ACCOUNT = "failure-by-account";
    public static final String FAILURE_ACCOUNT_FOLD = "failure-account-fold";
    public static final String FAILURE_ACCOUNT_STORE = "failure-account-view";

    public static final String COUNTS = "counts";
    public static final String COUNTS_WITHOUT_SAMPLES = "counts-without-samples";
    public static final String COUNT_FOLD = "count-fold";
    public static final String COUNT_STORE = "count-view";

    private Names() {}

    /** The auth fold's application: one a generation, since a rebuild reads everything anew beside the live one. */
    public static String authApplication(int generation) {
        return APPLICATION_PREFIX + "auth.g" + generation;
    }

    /** The views' application: one a generation too. The first one's name is older than generations. */
    public static String viewsApplication(int generation) {
        return APPLICATION_PREFIX + "views" + (generation == 1 ? "" : ".g" + generation);
    }

    /** The topic between the parts of the views' application. */
    public static String trunkByAccountTopic(int generation) {
        return viewsApplication(generation) + "-" + TRUNK_BY_ACCOUNT + "-repartition";
    }
}
