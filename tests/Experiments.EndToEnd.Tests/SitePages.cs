using System.Text.RegularExpressions;
using Experiments.Web.Components;
using Microsoft.AspNetCore.Components;

namespace Experiments.EndToEnd.Tests;

/// <summary>Every page of the site by its address on <see cref="FinishedSite"/>, taken from the pages themselves: a new page is looked at without anybody remembering it.</summary>
internal static partial class SitePages
{
    /// <summary>What stands for the variable parts of addresses.</summary>
    private static readonly Dictionary<string, string[]> Examples = new(StringComparer.Ordinal)
    {
        ["/runs/{RunId:long}"] = ["/runs/1"],
        ["/results/{GridId:long}"] = ["/results/1", "/results/2"],
        ["/results/{GridId:long}/edit"] = ["/results/1/edit"],
        ["/studies/{GridId:long}/edit"] = ["/studies/1/edit"],
        ["/sweeps/{SweepId:long}/evaluate"] = ["/sweeps/1/evaluate"],
        ["/datasets/{DatasetId:long}"] = ["/datasets/1"],
        ["/datasets/{DatasetId:long}/edit"] = ["/datasets/1/edit"],
    };

    /// <summary>States of pages that have an address of their own.</summary>
    private static readonly string[] States =
    [
        "/runs/999", "/nothing-here", "/results/2?row=0&heat=table&export=latex", "/predict?a=1-SS&b=2-MS", "/weights?file=/nowhere", "/runs?group=fingerprint", "/compare?runs=1,2;3,4",
        "/runs/1?tab=curves", "/runs/1?tab=predictions", "/runs/1?tab=scores", "/runs/1?tab=configuration", "/runs/1?tab=log", "/runs/1?tab=files", "/runs/1?tab=notes",
    ];

    /// <summary>Pages that only a site with accounts shows.</summary>
    private static readonly string[] OfAccounts = [Urls.SignIn, Urls.FirstStart, Urls.NoAccess, Urls.Account, Urls.People, Urls.Audit];

    /// <summary>Addresses, in the order of the alphabet.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        .. typeof(App).Assembly.GetTypes()
            .SelectMany(t => t.GetCustomAttributes(typeof(RouteAttribute), inherit: false).Cast<RouteAttribute>())
            .Select(r => r.Template)
            .SelectMany(AddressesOf)
            .Except(OfAccounts)
            .Concat(States)
            .Distinct()
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>A file name for an address.</summary>
    public static string NameOf(string address) => address == "/" ? "home" : NotAWord().Replace(address.TrimStart('/'), "-");

    private static string[] AddressesOf(string template)
    {
        if (!template.Contains('{', StringComparison.Ordinal)) return [template];
        return Examples.TryGetValue(template, out var addresses)
            ? addresses
            : throw new InvalidOperationException($"The page {template} has no example: add one to {nameof(SitePages)}, so that the tests of every page open it.");
    }

    [GeneratedRegex("[^A-Za-z0-9]+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex NotAWord();
}
