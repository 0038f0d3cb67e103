using Experiments.Data.Results;

namespace Experiments.Data.Tests.Storage.Kept;

/// <summary>A row for any version of a table: columns that the version lacks are left out.</summary>
/// <param name="Table">Table.</param>
/// <param name="Values">Values by column: <see cref="long"/>, <see cref="double"/>, <see cref="string"/>, <see cref="bool"/>, <see cref="byte"/>[], <see cref="int"/>[], <see cref="string"/>[] or null.</param>
/// <param name="OnlyWith">Column without which the row does not exist in that version; null for none.</param>
internal sealed record KeptRow(string Table, Dictionary<string, object?> Values, string? OnlyWith = null);

/// <summary>
/// Rows for every table that there is or was, in the order in which they can be inserted: a sweep of two runs that is finished, one
/// that failed, a table, a study, data sets, with what tables find hard (nothing, not a number, blobs, JSON, every alphabet).
/// </summary>
internal static class KeptRows
{
    public const string Unicode = "Größe 大きさ מידה ½ ∞ 🦉 'quoted' \"too\" {0}\\n";
    public const string Print = "0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0";
    public const string Protocol = "aa00bb11cc22dd33ee44ff5566778899aa00bb11cc22dd33ee44ff5566778899";
    private const string Configuration = """{"seed":0,"training":{"iterations":30}}""";

    public static IReadOnlyList<KeptRow> All { get; } =
    [
        new("experiment", new() { ["id"] = 3L, ["name"] = "kept", ["description"] = Unicode, ["created_ms"] = 1_700_000_000_000L }),
        new("published_value", new()
        {
            ["id"] = 1L, ["source"] = "somebody", ["dataset"] = "ADE20K", ["training_subset"] = "train", ["backbone"] = "ResNet-50", ["method"] = "PSPNet", ["crop"] = "", ["schedule"] = "",
            ["regulariser"] = "L2", ["protocol"] = "SS", ["mirror"] = "yes", ["metric"] = "mIoU", ["value"] = 12.5, ["decimals"] = 2L, ["note"] = "",
        }),
        new("sweep", new() { ["id"] = 4L, ["experiment_id"] = 3L, ["name"] = "kept sweep", ["base_configuration_json"] = Configuration, ["axes_json"] = "[]", ["seeds"] = new[] { 0, -7 }, ["created_ms"] = 1_700_000_000_001L, ["binned_ms"] = null }),
        Grid(905, "kept sweep", "Sweep", 4L, [0, -7]),
        Grid(906, "kept table", "Table", null, [0], onlyWith: "kind"),
        Grid(907, "kept study", "Study", null, [], onlyWith: "kind"),
        Run(11, "L2 seed 0", 0, null, ["good", Unicode]),
        Run(12, "L2 seed -7", -7, null, []),
        Run(13, "L2 seed 0 (check)", 0, 11L, []),
        .. new[] { 905L, 906L, 907L }.SelectMany(GridParts),
        Job(21, 11, "Training", "Succeeded", null, 1, new() { ["weights_report_json"] = """{"loaded":[]}""", ["worker"] = "machine/1" }),
        Job(22, 11, "Evaluation", "Succeeded", 21L, 2, new() { ["protocol_fingerprint"] = Protocol, ["protocol_name"] = "SS", ["request_json"] = "{}" }),
        Job(23, 12, "Training", "Failed", null, 3, new() { ["failure_class"] = "crash", ["failure_message"] = Unicode, ["lost_attempts"] = 2L, ["time_limit_seconds"] = 60L }),
        Job(24, 12, "Evaluation", "Cancelled", 23L, 0, new() { ["failure_class"] = "dependency", ["protocol_fingerprint"] = Protocol, ["protocol_name"] = "SS", ["queued_ms"] = null, ["started_ms"] = null, ["cancel_requested"] = true }),
        Job(25, 13, "Training", "Paused", null, 0, new() { ["pause_requested"] = false, ["priority"] = -1L }),
        new("run_setting", new() { ["run_id"] = 11L, ["key"] = "regulariser.kind", ["value"] = "l2" }),
        new("run_setting", new() { ["run_id"] = 11L, ["key"] = "weights.path", ["value"] = Unicode }),
        new("run_setting", new() { ["run_id"] = 12L, ["key"] = "regulariser.kind", ["value"] = "" }),
        Attempt(21, 1, "Succeeded", 0L, 0.1640625, ["road", "Straße"], ["#804080", "#00008e"]),
        Attempt(22, 2, "Succeeded", 0L, null, [], []),
        Attempt(23, 3, "Failed", -1L, 1e-300, [], []),
        new("artifact", new() { ["id"] = 31L, ["job_id"] = 21L, ["attempt_number"] = 1L, ["kind"] = "checkpoint", ["name"] = "", ["path"] = "checkpoints/final.safetensors", ["iteration"] = 30L, ["sha256"] = Print, ["is_final"] = true, ["sequence"] = 9L }),
        new("artifact", new() { ["id"] = 32L, ["job_id"] = 22L, ["attempt_number"] = 2L, ["kind"] = "prediction", ["name"] = "0001", ["path"] = "predictions/0001.png", ["iteration"] = null, ["sha256"] = null, ["is_final"] = false, ["sequence"] = 2L }),
        new("evaluation", new()
        {
            ["id"] = 41L, ["run_id"] = 11L, ["job_id"] = 22L, ["attempt_number"] = 2L, ["protocol_fingerprint"] = Protocol, ["protocol_name"] = "SS", ["protocol_json"] = "{}", ["checkpoint_sha256"] = Print,
            ["classes"] = 2L, ["confusion"] = ConfusionBlob.Pack([5_000_000_000, 1, 0, 3]), ["mean_iou"] = 0.4321987654321, ["mean_accuracy"] = null, ["pixel_accuracy"] = 0.75,
            ["class_iou"] = Doubles(0.25, double.NaN), ["metrics"] = """{"fwIoU":0.125}""", ["created_ms"] = 1_700_000_000_500L,
        }),
        new("evaluation_image", new() { ["job_id"] = 22L, ["index"] = 0L, ["attempt_number"] = 2L, ["stem"] = Unicode, ["counts"] = SparseCounts.Pack([0, 0, 7, 1, 0, 2]), ["rank"] = null }),
        new("evaluation_image", new() { ["job_id"] = 22L, ["index"] = 1L, ["attempt_number"] = 2L, ["stem"] = "b", ["counts"] = Array.Empty<byte>(), ["rank"] = 3L }),
        new("metric_series", new() { ["id"] = 51L, ["job_id"] = 21L, ["key"] = "train/loss" }),
        new("metric_series", new() { ["id"] = 52L, ["job_id"] = 21L, ["key"] = "validation/miou" }),
        Point("metric_point", 51, 1, 2.5, 0),
        Point("metric_point", 51, 2, null, 1), // not a number
        Point("metric_point", 51, 3, null, 2), // infinite
        Point("metric_point", 51, 30, -1.2345678901234567e-12, 0),
        Point("metric_point", 52, 30, 0.5, 0),
        Point("superseded_point", 51, 2, 9.75, 0),
        new("job_event", new() { ["id"] = 61L, ["job_id"] = 21L, ["attempt_number"] = 1L, ["from_state"] = "Queued", ["to_state"] = "Claimed", ["worker"] = "machine/1", ["reason"] = Unicode, ["time_ms"] = 1_700_000_000_100L }),
        new("grid_snapshot", new() { ["id"] = 71L, ["grid_id"] = 905L, ["format"] = "latex", ["created_ms"] = 1_700_000_000_900L, ["cells_json"] = """[{"row":"L2","column":"SS","mean":0.5,"n":1},{"row":"L2","column":"MS","mean":"NaN","n":2}]""" }),
        new("dataset", new() { ["id"] = 81L, ["name"] = Unicode, ["settings_json"] = """{"kind":"folder"}""", ["kind"] = "folder", ["root"] = "/data/große", ["created_ms"] = 1_700_000_000_002L }),
        Check(91, "Done", true, """{"sound":true}"""),
        Check(92, "Failed", null, null),
        new("purged_run", new()
        {
            ["run_id"] = 10L, ["name"] = "gone", ["experiment"] = "kept", ["sweep"] = "", ["fingerprint"] = Print, ["seed"] = 5L, ["created_ms"] = 1L, ["binned_ms"] = 2L, ["binned_by"] = "ada", ["binned_reason"] = Unicode, ["purged_ms"] = 3L, ["files_gone_ms"] = 4L,
        }),
        new("series_summary", new()
        {
            ["series_id"] = 51L, ["points"] = 4L, ["not_finite"] = 2L, ["first_step"] = 1L, ["last_step"] = 30L, ["last_value"] = -1.2345678901234567e-12, ["last_kind"] = 0L,
            ["min_value"] = -1.2345678901234567e-12, ["min_step"] = 30L, ["max_value"] = 2.5, ["max_step"] = 1L,
        }),
        new("series_summary", new()
        {
            ["series_id"] = 52L, ["points"] = 1L, ["not_finite"] = 0L, ["first_step"] = 30L, ["last_step"] = 30L, ["last_value"] = 0.5, ["last_kind"] = 0L, ["min_value"] = 0.5, ["min_step"] = 30L, ["max_value"] = 0.5, ["max_step"] = 30L,
        }),
        new("saved_view", new() { ["id"] = 131L, ["owner"] = "", ["page"] = "runs", ["name"] = Unicode, ["query"] = "filter=seed%20%3D%200", ["saved_ms"] = 1_700_000_000_010L }),
        new("draft", new() { ["id"] = 132L, ["owner"] = "ada", ["kind"] = "sweep", ["name"] = "", ["text"] = Unicode, ["version"] = 3L, ["saved_ms"] = 1_700_000_000_011L }),
        new("property", new() { ["name"] = "site-version", ["value"] = "0.1.0+kept" }),
        new("worker", new()
        {
            ["id"] = 101L, ["name"] = "machine/1", ["is_site"] = false, ["version"] = "0.1.0+kept", ["queues"] = new[] { "default", "gpu" }, ["devices"] = new[] { "cuda:0" }, ["concurrency"] = 1L, ["beat_counter"] = 7L,
            ["state"] = "Lost", ["note"] = Unicode, ["started_ms"] = 1_700_000_000_004L, ["ended_ms"] = 1_700_000_000_005L,
        }),
        new("account", new()
        {
            ["id"] = 111L, ["name"] = "Ada", ["normalized_name"] = "ADA", ["password_hash"] = "hash", ["security_stamp"] = "stamp", ["role"] = "Admin", ["failed_sign_ins"] = 0L, ["locked_until_ms"] = null,
            ["created_ms"] = 1_700_000_000_006L, ["last_sign_in_ms"] = null, ["revision"] = 1L,
        }),
        new("api_token", new()
        {
            ["id"] = 121L, ["account_id"] = 111L, ["name"] = Unicode, ["sha256"] = Print, ["scope"] = "Read", ["created_ms"] = 1_700_000_000_007L, ["expires_ms"] = null, ["revoked_ms"] = null, ["last_used_ms"] = 1_700_000_000_008L,
        }),
        new("audit_entry", new() { ["id"] = 131L, ["time_ms"] = 1_700_000_000_009L, ["account_id"] = 111L, ["who"] = "Ada", ["act"] = "delete", ["subject"] = Unicode, ["address"] = "127.0.0.1" }),
    ];

    private static KeptRow Grid(long id, string name, string kind, long? sweep, int[] seeds, string? onlyWith = null) => new(
        "results_grid",
        new() { ["id"] = id, ["name"] = name, ["sweep_id"] = sweep, ["definition_json"] = "{}", ["is_published"] = false, ["kind"] = kind, ["seeds"] = seeds, ["shows_published"] = true, ["created_ms"] = 1_700_000_000_003L },
        onlyWith);

    /// <summary>A grid of one row and one cell, all of them with the grid's number: a migration makes arms with the numbers of rows.</summary>
    private static IEnumerable<KeptRow> GridParts(long id)
    {
        // In the first versions a grid was a sweep's, and its row had the configuration.
        var onlyWith = id == 905 ? null : "header_json";
        yield return new("grid_column", new() { ["id"] = id, ["grid_id"] = id, ["position"] = 0L, ["label"] = "SS", ["group"] = "", ["header_json"] = "[]", ["scale_mode"] = "SS", ["metric"] = "mIoU" }, onlyWith);
        yield return new(
            "grid_row",
            new()
            {
                ["id"] = id,
                ["grid_id"] = id,
                ["position"] = 0L,
                ["header_json"] = """[{"name":"Regulariser","value":"L2"}]""",
                ["fingerprint"] = Print,
                ["configuration_json"] = Configuration,
                ["dataset"] = "ADE20K",
                ["backbone"] = "ResNet-50",
                ["regulariser"] = "L2",
                ["training_subset"] = null,
                ["published_source"] = null,
            },
            id == 905 ? null : "@grid_arm");
        yield return new(
            "grid_arm",
            new() { ["id"] = id, ["grid_id"] = id, ["fingerprint"] = Print, ["configuration_json"] = Configuration, ["dataset"] = "ADE20K", ["backbone"] = "ResNet-50", ["regulariser"] = "L2", ["training_subset"] = null, ["published_source"] = null });
        yield return new("grid_cell", new() { ["row_id"] = id, ["column_id"] = id, ["arm_id"] = id, ["protocol_fingerprint"] = Protocol, ["protocol_json"] = "{}" }, id == 905 ? null : "arm_id");
    }

    private static KeptRow Run(long id, string name, long seed, long? reproductionOf, string[] labels) => new("run", new()
    {
        ["id"] = id,
        ["experiment_id"] = 3L,
        ["sweep_id"] = 4L,
        ["name"] = name,
        ["fingerprint"] = Print,
        ["seed"] = seed,
        ["configuration_json"] = Configuration,
        ["reproduction_of_run_id"] = reproductionOf,
        ["labels"] = labels,
        ["created_ms"] = 1_700_000_000_004L,
        ["notes"] = Unicode,
        ["notes_version"] = 2L,
        ["archived_ms"] = null,
        ["binned_ms"] = null,
        ["binned_by"] = "",
        ["binned_reason"] = "",
    });

    private static KeptRow Job(long id, long run, string kind, string state, long? waitsFor, long attempt, Dictionary<string, object?> more)
    {
        var values = new Dictionary<string, object?>
        {
            ["id"] = id,
            ["run_id"] = run,
            ["kind"] = kind,
            ["state"] = state,
            ["attempt"] = attempt,
            ["priority"] = 0L,
            ["retried_at_attempt"] = 0L,
            ["lost_attempts"] = 0L,
            ["heartbeat_counter"] = 17L,
            ["worker"] = "",
            ["device"] = "cpu",
            ["threads"] = 2L,
            ["waits_for_job_id"] = waitsFor,
            ["request_json"] = "",
            ["protocol_fingerprint"] = null,
            ["protocol_name"] = null,
            ["cancel_requested"] = false,
            ["pause_requested"] = false,
            ["time_limit_seconds"] = null,
            ["done"] = 30L,
            ["total"] = 30L,
            ["rate"] = 1.5,
            ["failure_class"] = null,
            ["failure_message"] = null,
            ["weights_report_json"] = null,
            ["created_ms"] = 1_700_000_000_010L,
            ["queued_ms"] = 1_700_000_000_011L,
            ["started_ms"] = 1_700_000_000_012L,
            ["ended_ms"] = state == "Paused" ? null : 1_700_000_000_013L,
        };
        foreach (var (column, value) in more) values[column] = value;
        return new("job", values);
    }

    private static KeptRow Attempt(long job, long number, string outcome, long exitCode, double? pull, string[] names, string[] colours) => new("attempt", new()
    {
        ["job_id"] = job,
        ["number"] = number,
        ["folder"] = $"11/jobs/{job}/attempts/{number}",
        ["worker"] = "machine/1",
        ["started_ms"] = 1_700_000_000_012L,
        ["ended_ms"] = 1_700_000_000_013L,
        ["outcome"] = outcome,
        ["exit_code"] = exitCode,
        ["last_sequence"] = 9_000_000_000L,
        ["log_tail"] = Unicode,
        ["engine_version"] = "0.1.0",
        ["resumed_from"] = 0L,
        ["parameters"] = 46_000_000_000L,
        ["pull"] = pull,
        ["class_names"] = names,
        ["class_colours"] = colours,
        ["environment_json"] = "",
        ["failure_class"] = null,
        ["failure_message"] = null,
    });

    private static KeptRow Point(string table, long series, long step, double? value, long kind) => new(table, new()
    {
        ["series_id"] = series,
        ["step"] = step,
        ["attempt_number"] = 1L,
        ["sequence"] = step,
        ["value"] = value,
        ["kind"] = kind,
    });

    private static KeptRow Check(long id, string state, bool? sound, string? report) => new("dataset_check", new()
    {
        ["id"] = id,
        ["dataset_id"] = 81L,
        ["settings_json"] = "{}",
        ["state"] = state,
        ["worker"] = "machine/1",
        ["done"] = 5L,
        ["total"] = 5L,
        ["rate"] = 0.5,
        ["folder"] = "checks/91",
        ["is_sound"] = sound,
        ["message"] = Unicode,
        ["mistakes"] = 0L,
        ["faulty_images"] = 0L,
        ["report_json"] = report,
        ["created_ms"] = 1_700_000_000_020L,
        ["started_ms"] = 1_700_000_000_021L,
        ["ended_ms"] = null,
    });

    private static byte[] Doubles(params double[] values) => [.. values.SelectMany(BitConverter.GetBytes)];
}
