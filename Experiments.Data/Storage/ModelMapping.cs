using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Experiments.Data.Access;
using Experiments.Data.Deletions;
using Experiments.Data.Model;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;

namespace Experiments.Data.Storage;

/// <summary>Keys, indexes and names of the tables; the same on every provider.</summary>
internal static class ModelMapping
{
    private const int HashLength = 64;
    private const int NameLength = 400;

    public static void Apply(ModelBuilder model)
    {
        Describe(model);
        UseSnakeCase(model);
    }

    private static void Describe(ModelBuilder model)
    {
        model.Entity<Experiment>(e =>
        {
            e.ToTable("experiment");
            e.Property(x => x.Name).HasMaxLength(NameLength);
            e.HasIndex(x => x.Name).IsUnique();
        });
        model.Entity<Sweep>(e =>
        {
            e.ToTable("sweep");
            e.Property(x => x.Name).HasMaxLength(NameLength);
            e.HasOne(x => x.Experiment).WithMany(x => x.Sweeps).HasForeignKey(x => x.ExperimentId);
            e.HasQueryFilter(BinFilter.Name, x => x.BinnedMs == null);
        });
        model.Entity<Run>(e =>
        {
            e.ToTable("run");
            e.Property(x => x.Name).HasMaxLength(NameLength);
            e.Property(x => x.Fingerprint).HasMaxLength(HashLength);
            e.HasIndex(x => new { x.Fingerprint, x.Seed });
            e.HasOne(x => x.Experiment).WithMany(x => x.Runs).HasForeignKey(x => x.ExperimentId);
            e.HasOne(x => x.Sweep).WithMany(x => x.Runs).HasForeignKey(x => x.SweepId);
            e.HasOne(x => x.ReproductionOf).WithMany().HasForeignKey(x => x.ReproductionOfRunId);
            e.HasMany(x => x.Settings).WithOne().HasForeignKey(x => x.RunId);
            e.Property(x => x.Notes).HasDefaultValue("");
            e.Property(x => x.BinnedBy).HasDefaultValue("");
            e.Property(x => x.BinnedReason).HasDefaultValue("");
            e.HasQueryFilter(BinFilter.Name, x => x.BinnedMs == null);
        });
        model.Entity<PurgedRun>(e =>
        {
            e.ToTable("purged_run");
            e.HasKey(x => x.RunId);
            e.Property(x => x.RunId).ValueGeneratedNever();
            e.Property(x => x.Name).HasMaxLength(NameLength);
            e.Property(x => x.Experiment).HasMaxLength(NameLength);
            e.Property(x => x.Sweep).HasMaxLength(NameLength);
            e.Property(x => x.Fingerprint).HasMaxLength(HashLength);
        });
        model.Entity<RunSetting>(e =>
        {
            e.ToTable("run_setting");
            e.HasKey(x => new { x.RunId, x.Key });
            e.Property(x => x.Key).HasMaxLength(NameLength);
            e.HasIndex(x => new { x.Key, x.Value });
        });
        DescribeJobs(model);
        DescribeMetrics(model);
        DescribeGrids(model);
        DescribeDatasets(model);
        DescribeWorkers(model);
        DescribeDesks(model);
        AccessMapping.Describe(model);
    }

    private static void DescribeDesks(ModelBuilder model)
    {
        model.Entity<SavedView>(e =>
        {
            e.ToTable("saved_view");
            e.Property(x => x.Owner).HasMaxLength(NameLength);
            e.Property(x => x.Page).HasMaxLength(32);
            e.Property(x => x.Name).HasMaxLength(NameLength);
            e.HasIndex(x => new { x.Owner, x.Page, x.Name }).IsUnique();
        });
        model.Entity<Draft>(e =>
        {
            e.ToTable("draft");
            e.Property(x => x.Owner).HasMaxLength(NameLength);
            e.Property(x => x.Kind).HasMaxLength(32);
            e.Property(x => x.Name).HasMaxLength(NameLength);
            e.HasIndex(x => new { x.Owner, x.Kind, x.SavedMs });
        });
    }

    private static void DescribeWorkers(ModelBuilder model)
    {
        model.Entity<Worker>(e =>
        {
            e.ToTable("worker");
            e.Property(x => x.Name).HasMaxLength(NameLength);
            e.Property(x => x.State).HasConversion<string>().HasMaxLength(32);
            e.HasIndex(x => x.State);
        });
        model.Entity<DatabaseProperty>(e =>
        {
            e.ToTable("property");
            e.HasKey(x => x.Name);
            e.Property(x => x.Name).HasMaxLength(NameLength);
        });
    }

    private static void DescribeJobs(ModelBuilder model)
    {
        model.Entity<Job>(e =>
        {
            e.ToTable("job");
            // States are stored as words: readable in any SQL shell, and no order of declaration to keep.
            e.Property(x => x.Kind).HasConversion<string>().HasMaxLength(32);
            e.Property(x => x.State).HasConversion<string>().HasMaxLength(32);
            e.Property(x => x.ProtocolFingerprint).HasMaxLength(HashLength);
            e.Property(x => x.Queue).HasMaxLength(NameLength).HasDefaultValue(Job.DefaultQueue);
            e.HasIndex(x => new { x.State, x.Id });
            // Rows of jobs are wide: the states of all runs' jobs, and which ended last, are read from indexes alone.
            e.HasIndex(x => new { x.RunId, x.State });
            e.HasIndex(x => x.EndedMs);
            e.HasIndex(x => x.WaitsForJobId);
            e.HasIndex(x => x.ProtocolFingerprint);
            e.HasOne(x => x.Run).WithMany(x => x.Jobs).HasForeignKey(x => x.RunId);
            e.HasOne(x => x.WaitsFor).WithMany().HasForeignKey(x => x.WaitsForJobId).OnDelete(DeleteBehavior.Restrict);
            e.HasMany(x => x.Attempts).WithOne().HasForeignKey(x => x.JobId);
        });
        model.Entity<JobEvent>(e =>
        {
            e.ToTable("job_event");
            e.Property(x => x.FromState).HasConversion<string>().HasMaxLength(32);
            e.Property(x => x.ToState).HasConversion<string>().HasMaxLength(32);
            e.HasIndex(x => new { x.JobId, x.Id });
            e.HasOne(x => x.Job).WithMany(x => x.Events).HasForeignKey(x => x.JobId);
        });
        model.Entity<Attempt>(e =>
        {
            e.ToTable("attempt");
            e.HasKey(x => new { x.JobId, x.Number });
            e.Property(x => x.Outcome).HasConversion<string>().HasMaxLength(32);
            e.Property(x => x.EnvironmentJson).HasDefaultValue("");
        });
        model.Entity<Artifact>(e =>
        {
            e.ToTable("artifact");
            e.Property(x => x.Kind).HasMaxLength(NameLength);
            e.HasIndex(x => new { x.JobId, x.AttemptNumber, x.Path }).IsUnique();
            e.HasOne(x => x.Job).WithMany(x => x.Artifacts).HasForeignKey(x => x.JobId);
        });
        model.Entity<Evaluation>(e =>
        {
            e.ToTable("evaluation");
            e.HasIndex(x => x.JobId).IsUnique();
            // Scores are read from this index alone: the rows are wide.
            e.HasIndex(x => new { x.RunId, x.ProtocolName, x.MeanIoU });
            e.Property(x => x.ProtocolFingerprint).HasMaxLength(HashLength);
            e.HasIndex(x => new { x.ProtocolFingerprint, x.RunId });
            e.HasOne(x => x.Job).WithOne(x => x.Evaluation).HasForeignKey<Evaluation>(x => x.JobId);
            e.HasOne(x => x.Run).WithMany().HasForeignKey(x => x.RunId);
            // An absent class is NaN, which JSON arrays cannot hold: 64-bit floats, little-endian.
            e.Property(x => x.ClassIoU).HasConversion(
                values => ToBytes(values),
                bytes => ToDoubles(bytes),
                new ValueComparer<double[]>(
                    (a, b) => a == b || (a != null && b != null && a.SequenceEqual(b)),
                    values => values.Aggregate(0, (hash, value) => HashCode.Combine(hash, value)),
                    values => values.ToArray()));
            e.Property(x => x.Metrics).HasDefaultValueSql("'{}'").HasConversion(
                values => JsonSerializer.Serialize(values, JsonSerializerOptions.Default),
                json => JsonSerializer.Deserialize<Dictionary<string, double>>(json, JsonSerializerOptions.Default) ?? new Dictionary<string, double>(),
                new ValueComparer<Dictionary<string, double>>(
                    (a, b) => a == b || (a != null && b != null && a.Count == b.Count && !a.Except(b).Any()),
                    values => values.Aggregate(0, (hash, value) => hash ^ HashCode.Combine(value.Key, value.Value)),
                    values => new Dictionary<string, double>(values)));
        });
        model.Entity<EvaluationImage>(e =>
        {
            e.ToTable("evaluation_image");
            e.HasKey(x => new { x.JobId, x.Index });
            e.HasOne<Job>().WithMany().HasForeignKey(x => x.JobId);
        });
    }

    private static void DescribeMetrics(ModelBuilder model)
    {
        model.Entity<MetricSeries>(e =>
        {
            e.ToTable("metric_series");
            e.Property(x => x.Key).HasMaxLength(NameLength);
            e.HasIndex(x => new { x.JobId, x.Key }).IsUnique();
            e.HasOne(x => x.Job).WithMany().HasForeignKey(x => x.JobId);
        });
        model.Entity<MetricPoint>(e =>
        {
            e.ToTable("metric_point");
            // On SQLite the migration makes this table WITHOUT ROWID: points lie in key order, with no second tree.
            e.HasKey(x => new { x.SeriesId, x.Step });
            e.Property(x => x.Kind).HasConversion<int>();
            e.HasOne(x => x.Series).WithMany().HasForeignKey(x => x.SeriesId);
        });
        model.Entity<SeriesSummary>(e =>
        {
            e.ToTable("series_summary");
            e.HasKey(x => x.SeriesId);
            e.Property(x => x.SeriesId).ValueGeneratedNever();
            e.Property(x => x.LastKind).HasConversion<int>();
            e.HasOne(x => x.Series).WithOne(x => x.Summary).HasForeignKey<SeriesSummary>(x => x.SeriesId);
        });
        model.Entity<SupersededPoint>(e =>
        {
            e.ToTable("superseded_point");
            e.HasKey(x => new { x.SeriesId, x.Step, x.AttemptNumber });
            e.Property(x => x.Kind).HasConversion<int>();
            e.HasOne(x => x.Series).WithMany().HasForeignKey(x => x.SeriesId);
        });
    }

    private static void DescribeGrids(ModelBuilder model)
    {
        model.Entity<ResultsGrid>(e =>
        {
            e.ToTable("results_grid");
            e.Property(x => x.Name).HasMaxLength(NameLength);
            e.Property(x => x.Kind).HasConversion<string>().HasMaxLength(32);
            e.Property(x => x.ShowsPublished).HasDefaultValue(true);
            e.HasOne(x => x.Sweep).WithMany().HasForeignKey(x => x.SweepId);
            // A sweep takes its own table along; the sweep's own filter decides.
            e.HasQueryFilter(BinFilter.Name, x => x.SweepId == null || x.Sweep != null);
        });
        model.Entity<GridArm>(e =>
        {
            e.ToTable("grid_arm");
            e.Property(x => x.Fingerprint).HasMaxLength(HashLength);
            e.HasIndex(x => x.Fingerprint);
            e.HasOne(x => x.Grid).WithMany(x => x.Arms).HasForeignKey(x => x.GridId);
        });
        model.Entity<GridRow>(e =>
        {
            e.ToTable("grid_row");
            e.HasIndex(x => new { x.GridId, x.Position }).IsUnique();
            e.HasOne(x => x.Grid).WithMany(x => x.Rows).HasForeignKey(x => x.GridId);
            e.HasMany(x => x.Cells).WithOne().HasForeignKey(x => x.RowId);
        });
        model.Entity<GridColumn>(e =>
        {
            e.ToTable("grid_column");
            e.Property(x => x.Metric).HasMaxLength(NameLength).HasDefaultValue("mIoU");
            e.Property(x => x.HeaderJson).HasDefaultValue("[]");
            e.HasIndex(x => new { x.GridId, x.Position }).IsUnique();
            e.HasOne(x => x.Grid).WithMany(x => x.Columns).HasForeignKey(x => x.GridId);
        });
        model.Entity<GridCell>(e =>
        {
            e.ToTable("grid_cell");
            e.HasKey(x => new { x.RowId, x.ColumnId });
            e.Property(x => x.ProtocolFingerprint).HasMaxLength(HashLength);
            e.HasOne(x => x.Column).WithMany().HasForeignKey(x => x.ColumnId);
            // The grid takes its arms with it; a cell alone never does.
            e.HasOne(x => x.Arm).WithMany().HasForeignKey(x => x.ArmId).OnDelete(DeleteBehavior.Restrict);
        });
        model.Entity<GridSnapshot>(e =>
        {
            e.ToTable("grid_snapshot");
            e.Property(x => x.Format).HasMaxLength(32);
            e.HasIndex(x => new { x.GridId, x.CreatedMs });
            e.HasOne(x => x.Grid).WithMany().HasForeignKey(x => x.GridId);
        });
        model.Entity<PublishedValue>(e =>
        {
            e.ToTable("published_value");
            e.Property(x => x.Id).ValueGeneratedNever();
            e.HasIndex(x => new { x.Dataset, x.Backbone, x.Regulariser, x.Protocol });
        });
    }

    private static void DescribeDatasets(ModelBuilder model)
    {
        model.Entity<Dataset>(e =>
        {
            e.ToTable("dataset");
            e.Property(x => x.Name).HasMaxLength(NameLength);
            e.HasIndex(x => x.Name).IsUnique();
            e.HasMany(x => x.Checks).WithOne(x => x.Dataset).HasForeignKey(x => x.DatasetId);
        });
        model.Entity<DatasetCheck>(e =>
        {
            e.ToTable("dataset_check");
            e.Property(x => x.State).HasConversion<string>().HasMaxLength(32);
            e.HasIndex(x => new { x.DatasetId, x.Id });
            e.HasIndex(x => new { x.State, x.Id });
        });
    }

    private static byte[] ToBytes(double[] values) => MemoryMarshal.AsBytes(values.AsSpan()).ToArray();

    private static double[] ToDoubles(byte[] bytes) => MemoryMarshal.Cast<byte, double>(bytes).ToArray();

    /// <summary>PostgreSQL folds unquoted names to lower case; with snake_case the same hand-written SQL runs on both providers.</summary>
    private static void UseSnakeCase(ModelBuilder model)
    {
        foreach (var entity in model.Model.GetEntityTypes())
        {
            foreach (var property in entity.GetProperties())
                property.SetColumnName(SnakeCase(property.Name));
        }
    }

    private static string SnakeCase(string name)
    {
        // "MeanIoU" is a word of the field: mean_iou, not mean_io_u.
        name = name.Replace("IoU", "Iou", StringComparison.Ordinal);
        var text = new StringBuilder();
        foreach (var c in name)
        {
            if (char.IsUpper(c) && text.Length > 0) text.Append('_');
            text.Append(char.ToLowerInvariant(c));
        }

        return text.ToString();
    }
}
