using Experiments.Data.Jobs;
using Experiments.Data.Model;

namespace Experiments.Web.Components.Shared;

/// <summary>Jobs in words.</summary>
public static class JobText
{
    /// <summary>What a job does, <c>Evaluation SS</c>.</summary>
    public static string Of(JobKind kind, string? protocol) => kind switch
    {
        JobKind.Training => "Training",
        JobKind.Evaluation => string.IsNullOrEmpty(protocol) ? "Evaluation" : $"Evaluation {protocol}",
        JobKind.Pretraining => "Pre-training",
        JobKind.FisherEstimation => "Fisher estimation",
        JobKind.Prediction => "Prediction",
        JobKind.FirstStage => "First stage",
        _ => kind.ToString(),
    };

    /// <summary>What a job does.</summary>
    public static string Of(JobRow job) => Of(job.Kind, job.ProtocolName);

    /// <summary>Whether a job trains, in whatever stage.</summary>
    public static bool Trains(JobKind kind) => kind is JobKind.Training or JobKind.Pretraining or JobKind.FirstStage;

    /// <summary>What a job counts: iterations or images.</summary>
    public static string Unit(JobKind kind) => Trains(kind) ? "it" : "img";

    /// <summary>Whether a job in this state can still be cancelled.</summary>
    public static bool CanCancel(JobState state) =>
        CanPause(state) || state == JobState.Paused;

    /// <summary>Whether a job in this state can be set aside.</summary>
    public static bool CanPause(JobState state) => state is JobState.Waiting or JobState.Queued or JobState.Claimed or JobState.Running;

    /// <summary>What was asked of a job and is not done yet, in words; empty for nothing.</summary>
    public static string Asked(JobState state, bool cancel, bool pause) =>
        !CanPause(state) ? "" : cancel ? "being cancelled" : pause ? "being paused" : "";

    /// <summary>Whether a run in this state can be set aside.</summary>
    public static bool CanPause(RunState state) => state is RunState.Waiting or RunState.Queued or RunState.Running;

    /// <summary>Whether a run in this state can still be cancelled.</summary>
    public static bool CanCancel(RunState state) =>
        CanPause(state) || state == RunState.Paused;
}
