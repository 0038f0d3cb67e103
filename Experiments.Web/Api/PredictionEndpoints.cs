using Experiments.Web.Predictions;

namespace Experiments.Web.Api;

/// <summary>Pictures of predictions: images that people brought, what runs made of them, where two of these differ.</summary>
internal static class PredictionEndpoints
{
    /// <summary>Maps <c>/predictions/{image}/…</c>.</summary>
    public static void MapPredictions(this IEndpointRouteBuilder api)
    {
        api.MapGet("/predictions/{image}/source", (string image, HttpContext http, PredictionFiles files) => Picture(files.Source(image), http));
        api.MapGet("/predictions/{image}/{key}/{file}", (string image, string key, string file, HttpContext http, PredictionFiles files) =>
            Picture(PredictionKey.Parse(key) is { } known ? files.Find(image, known, file) : null, http));
        api.MapGet("/predictions/{image}/difference", (string image, string? a, string? b, HttpContext http, PredictionQuery predictions) =>
            Picture(PredictionKey.Parse(a) is { } first && PredictionKey.Parse(b) is { } second ? predictions.DifferencePicture(image, first, second) : null, http));
    }

    private static IResult Picture(string? file, HttpContext http)
    {
        if (file is null) return ApiEndpoints.Missing("There is no such picture: images that were brought to be predicted are kept for a day. Bring the image again.");
        http.Response.Headers.CacheControl = "private, max-age=3600";
        return TypedResults.PhysicalFile(file, Path.GetExtension(file) switch { ".png" => "image/png", ".jpg" => "image/jpeg", _ => "application/json" });
    }
}
