namespace Experiments.Data.Statistics.Effects;

/// <summary>What a level's difference was computed from.</summary>
public enum LevelBasis
{
    /// <summary>One setting: the baseline with this level, or the only one that has it.</summary>
    OneSetting,

    /// <summary>The mean over the level's settings for each seed that ran at all of them; the interval is Student's over those seeds.</summary>
    SettingsBySeed,

    /// <summary>The mean of the settings' means, whose seeds are not the same; the interval is from the settings' own spreads (Welch 1947).</summary>
    SettingsApart,
}

/// <summary>The claim's difference at one level of a factor.</summary>
/// <param name="Factor">Index of the factor.</param>
/// <param name="Level">Index of the level.</param>
/// <param name="Basis">What it was computed from.</param>
/// <param name="Settings">Number of settings behind it; each counts the same.</param>
/// <param name="Difference">A − B.</param>
/// <param name="Change">Against the factor's baseline level; null at the baseline level itself.</param>
public sealed record LevelEffect(int Factor, int Level, LevelBasis Basis, int Settings, Estimate Difference, LevelChange? Change);

/// <summary>How much a level changes the claim's difference against the baseline level.</summary>
/// <param name="PairedBySeed">Whether it is the mean of the changes of seeds that ran at both; else the two means were compared as independent ones (Welch 1947).</param>
/// <param name="Change">The change.</param>
public sealed record LevelChange(bool PairedBySeed, Estimate Change);
