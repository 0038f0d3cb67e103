using ArchUnitNET.Domain;

namespace Experiments.Architecture.Tests;

/// <summary>Types of some namespaces must not depend on types of others.</summary>
/// <param name="Name">What the rule says.</param>
/// <param name="Subject">Which namespaces are bound by it; a namespace stands for those below it too.</param>
/// <param name="Forbidden">What they must not depend on.</param>
/// <param name="Allowed">Exceptions among what is forbidden: namespaces or single types.</param>
internal sealed record DependencyRule(string Name, string[] Subject, string[] Forbidden, string[] Allowed)
{
    /// <summary>Every "A depends on B" that breaks the rule; also what lambdas, iterators and async methods of A do.</summary>
    /// <exception cref="InvalidOperationException">The rule binds no type at all, so it would say nothing.</exception>
    public IReadOnlyList<string> Violations(ArchUnitNET.Domain.Architecture architecture)
    {
        var bound = architecture.Types.Where(t => IsWithin(PlaceOf(t), Subject)).ToList();
        if (bound.Count == 0)
            throw new InvalidOperationException($"\"{Name}\" binds no type: no loaded type lies in {string.Join(" or ", Subject)}.");
        return [.. bound.SelectMany(ViolationsOf).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
    }

    /// <summary>The same for a single type, whatever its namespace.</summary>
    public IEnumerable<string> ViolationsOf(IType type) =>
        type.Dependencies.Select(d => d.Target.FullName)
            .Where(target => IsWithin(target, Forbidden) && !IsWithin(target, Allowed))
            .Select(target => $"{type.FullName} depends on {target}");

    /// <inheritdoc/>
    public override string ToString() => Name;

    /// <summary>A type's full name; one without a namespace (top-level statements) counts to its assembly's.</summary>
    private static string PlaceOf(IType type) =>
        type.Namespace.FullName.Length > 0 ? type.FullName : $"{type.Assembly.Name.Split(',')[0]}.{type.FullName}";

    private static bool IsWithin(string fullName, string[] namespaces) =>
        namespaces.Any(n => fullName == n || fullName.StartsWith(n + ".", StringComparison.Ordinal));
}
