namespace Experiments.Web.Api;

/// <summary>The HTTP API under <c>/api</c>: curves, files, downloads.</summary>
public static class ApiEndpoints
{
    /// <summary>Maps every endpoint.</summary>
    public static IEndpointRouteBuilder MapExperimentApi(this IEndpointRouteBuilder routes)
    {
        routes.MapGroup("/api");
        return routes;
    }
}
