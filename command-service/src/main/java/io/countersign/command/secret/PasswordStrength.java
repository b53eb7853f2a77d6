package io.countersign.command.secret;

import com.nulabinc.zxcvbn.Zxcvbn;
import io.countersign.command.trunk.Username;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What to tell the owner of an accepted password that is not a good one. Safe for use by several threads. */
public final class PasswordStrength {
    private static final int RECOMMENDED_CHARS = 12;
    /** The estimate's cost grows with the square of its input (64 characters cost some forty times what 12 do): no more are judged. */
    private static final int JUDGED_CHARS = 64;
    /** Where as many characters are hard to guess by themselves, the rest can't make them easier and isn't judged. */
    private static final int JUDGED_FIRST = 12;
    /** The highest score, 10^10 guesses: a hundred times what {@link #WEAK_BELOW} asks, so that a prefix is judged more strictly. */
    private static final int STRONG = 4;
    /** Of 0 to 4: 3 is "safely unguessable" against an offline attack on a slow hash, 2 against an online one. */
    private static final int WEAK_BELOW = 3;

    private final Zxcvbn estimator = MergedDictionary.estimator();

    /** Warnings for the answer; none for a good password. They hold no part of it. */
    public List<String> warnings(Password password, Username username) {
        String text = password.exportText();
        List<String> warnings = new ArrayList<>();
        if (text.length() < RECOMMENDED_CHARS) {
            warnings.add("password: " + RECOMMENDED_CHARS + " recommended (at least " + RECOMMENDED_CHARS + " characters)");
        }
        if (text.toLowerCase(Locale.ROOT).contains(username.text().toLowerCase(Locale.ROOT))) {
            warnings.add("password: it contains the username");
        }
        if (score(text, JUDGED_FIRST, username) < STRONG && score(text, JUDGED_CHARS, username) < WEAK_BELOW) {
            warnings.add("password: easy to guess; use a longer, random one");
        }
        return List.copyOf(warnings);
    }

    private int score(String text, int chars, Username username) {
        String judged = LookAlikes.bounded(text.substring(0, Math.min(text.length(), chars)));
        return estimator.measure(judged, List.of(username.text())).getScore();
    }
}
