using Experiments.Web.Access;
using Microsoft.AspNetCore.Components;

namespace Experiments.Web.Components.Pages;

/// <summary>Signs a person in. A plain document: a connection could not set the browser's cookie.</summary>
public sealed partial class SignInPage
{
    private string? _problem;

    /// <summary>What was typed.</summary>
    [SupplyParameterFromForm(FormName = "sign-in")]
    private SignInForm? Form { get; set; }

    /// <summary>The page to go to afterwards.</summary>
    [SupplyParameterFromQuery(Name = "page")]
    private string? Target { get; set; }

    /// <summary>Why one is here.</summary>
    [SupplyParameterFromQuery(Name = "notice")]
    private string? Notice { get; set; }

    [CascadingParameter]
    private HttpContext Http { get; set; } = null!;

    [Inject]
    private SignIns SignIns { get; set; } = null!;

    [Inject]
    private AccessSettings Access { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    private string? Words => Notice switch
    {
        "password" => "Your password is changed. Sign in with it; every other session has ended.",
        "ended" => "Your session has ended. Sign in to go on.",
        _ => null,
    };

    protected override async Task OnInitializedAsync()
    {
        if (!HttpMethods.IsGet(Http.Request.Method)) return;
        if (Person.Of(Http.User) is not null || !Access.RequiresSignIn) Navigation.NavigateTo(Urls.Local(Target));
        else if (!await SignIns.HasAccountsAsync(Http.RequestAborted)) Navigation.NavigateTo(Urls.FirstStart);
    }

    private async Task SignInAsync()
    {
        switch (await SignIns.SignInAsync(Http, Form?.Name?.Trim() ?? "", Form?.Password ?? "", Form?.Stay == true))
        {
            case SignInOutcome.Done:
                Navigation.NavigateTo(Urls.Local(Target));
                break;
            case SignInOutcome.TooMany:
                Http.Response.StatusCode = StatusCodes.Status429TooManyRequests;
                Http.Response.Headers.RetryAfter = "60";
                _problem = "Too many tries from your address. Wait a minute.";
                break;
            default:
                Http.Response.StatusCode = StatusCodes.Status401Unauthorized;
                _problem = "Name or password is wrong. After ten wrong passwords an account takes none for five minutes.";
                break;
        }
    }

    /// <summary>The form.</summary>
    internal sealed class SignInForm
    {
        public string? Name { get; set; }

        public string? Password { get; set; }

        public bool Stay { get; set; }
    }
}
