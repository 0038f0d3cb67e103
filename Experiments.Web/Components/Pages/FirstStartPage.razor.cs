using Experiments.Web.Access;
using Microsoft.AspNetCore.Components;

namespace Experiments.Web.Components.Pages;

/// <summary>Makes the first admin, with the token that the site printed at its start.</summary>
public sealed partial class FirstStartPage
{
    private string? _problem;

    /// <summary>What was typed.</summary>
    [SupplyParameterFromForm(FormName = "first-start")]
    private FirstStartForm? Form { get; set; }

    [CascadingParameter]
    private HttpContext Http { get; set; } = null!;

    [Inject]
    private SignIns SignIns { get; set; } = null!;

    [Inject]
    private AccessSettings Access { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    protected override async Task OnInitializedAsync()
    {
        if (!HttpMethods.IsGet(Http.Request.Method)) return;
        if (!Access.RequiresSignIn) Navigation.NavigateTo(Urls.Home);
        else if (await SignIns.HasAccountsAsync(Http.RequestAborted)) Navigation.NavigateTo(Urls.SignIn);
    }

    private async Task MakeAsync()
    {
        _problem = await SignIns.FirstAsync(Http, Form?.Token ?? "", Form?.Name?.Trim() ?? "", Form?.Password ?? "");
        if (_problem is null) Navigation.NavigateTo(Urls.Home);
        else Http.Response.StatusCode = StatusCodes.Status400BadRequest;
    }

    /// <summary>The form.</summary>
    internal sealed class FirstStartForm
    {
        public string? Token { get; set; }

        public string? Name { get; set; }

        public string? Password { get; set; }
    }
}
