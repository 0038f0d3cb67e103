namespace Experiments.Web.Bundles;

/// <summary>What a bundle says of itself to people who have nothing but the zip.</summary>
internal static class BundleReadMe
{
    public const string Text =
        """
        # Evidence bundle

        Everything behind a table of results. `index.html` shows the table and its runs in any browser, without a server.

        | file | what |
        | --- | --- |
        | `table/` | the table: `table.json` in full precision; CSV as shown, in full and tidy; LaTeX and its macros; Markdown |
        | `definition.json` | how the table was declared, and the configuration behind each of its cells |
        | `runs/N/configuration.json`, `run.json` | a run that counts: every setting; its jobs, attempts and checkpoints with their SHA-256 |
        | `runs/N/job-J/attempt-A/` | what an attempt left: `events.jsonl` (its journal), `engine.log`, the configuration and protocol that it was given |
        | `evaluations/J/evaluation.json` | a score that counts |
        | `evaluations/J/counts.csv` | the confusion counts of each image that it was computed from |
        | `protocols/` | how checkpoints were scored, by fingerprint |
        | `hashes.json` | SHA-256 of data manifests, split lists, weights and checkpoints |
        | `environment.json` | versions, devices and threads that the runs recorded; the machine that wrote this bundle |
        | `SHA256SUMS` | SHA-256 of every other file: `sha256sum -c SHA256SUMS` |

        ## Counts of images

        `counts.csv` has a line an image, `index,rank,counts,stem`, in the order in which they were scored. `counts` holds the non-zero cells of the
        image's confusion matrix as `truth prediction count` with spaces between, in pixels. `rank` is empty; where images themselves are classified it is
        the place of the true class among the scores, and the counts hold one image. Summed over the lines they are the `confusion` of `evaluation.json`; the IoU
        of class c is C_cc / (row_c + column_c - C_cc), and mIoU its mean over classes (the protocol's `absentClass` says what a class without a pixel counts for).

        ## Verify

        With the program that wrote it: `bundle verify FILE`. It checks every hash, computes every score of `evaluations/` from `counts.csv` alone, and
        from the scores every cell of the table (mean, standard deviation, interval, differences, p), and compares. It shows that the table follows from the counts and that
        nothing in the zip was changed by itself. It cannot show that the counts are those of the networks: for that, train a run again from its configuration.

        """;
}
