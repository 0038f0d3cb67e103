namespace Experiments.Data.Statistics.Effects;

/// <summary>What a setting says of the claim "A is better than B".</summary>
public enum Finding
{
    /// <summary>The interval lies wholly above 0.</summary>
    Holds,

    /// <summary>The interval lies wholly below 0: B is better.</summary>
    Flips,

    /// <summary>The interval holds 0.</summary>
    CannotSay,

    /// <summary>There is no interval: too few seeds, or a value that is not a number.</summary>
    NoInterval,
}

/// <summary>The claim at one setting.</summary>
/// <param name="Setting">Its differences.</param>
/// <param name="Finding">What they say.</param>
/// <param name="PValue">Of the paired t-test; null without an interval.</param>
/// <param name="HolmPValue">Adjusted over the settings that have one.</param>
/// <param name="SeedsNeeded">
/// Where the data cannot say: seeds in all that would find the smallest difference of interest with the wanted chance, by the spread
/// seen here, or for a single seed by the mean variance of the other settings. Null where not asked, not known, or above <see cref="SeedPower.MostSeeds"/>.
/// </param>
/// <param name="Sentence">The finding in words.</param>
public sealed record SettingVerdict(SettingDifference Setting, Finding Finding, double? PValue, double? HolmPValue, int? SeedsNeeded, string Sentence)
{
    /// <summary>Whether the finding is significant at 5 % after Holm's adjustment over the settings.</summary>
    public bool SurvivesHolm => HolmPValue <= SeedPower.DefaultAlpha;
}
