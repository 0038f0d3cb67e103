using System.Globalization;
using Experiments.Data.Model;
using Experiments.Web.Access;
using Microsoft.AspNetCore.Components;

namespace Experiments.Web.Components.Pages;

/// <summary>The audit trail; what is shown is in the URL.</summary>
public sealed partial class AuditPage : IDisposable
{
    private readonly CancellationTokenSource _gone = new();
    private IReadOnlyList<AuditEntry>? _lines;

    [SupplyParameterFromQuery(Name = "find")]
    private string? Find { get; set; }

    [SupplyParameterFromQuery(Name = "before")]
    private long? Before { get; set; }

    [Inject]
    private AuditTrail Trail { get; set; } = null!;

    public void Dispose()
    {
        _gone.Cancel();
        _gone.Dispose();
    }

    protected override async Task OnParametersSetAsync() => _lines = await Trail.ListAsync(Find?.Trim() ?? "", Before, _gone.Token);

    private string Older(long before) => $"{Urls.Audit}?find={Uri.EscapeDataString(Find ?? "")}&before={before.ToString(CultureInfo.InvariantCulture)}";
}
