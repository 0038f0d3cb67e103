using Experiments.EndToEnd.Tests;
using Xunit.Sdk;
using Xunit.v3;

// One site, one browser and one run at a time: two cores train, serve and draw.
[assembly: Parallelization(Mode = ParallelMode.None)]
[assembly: AssemblyFixture(typeof(Chromium))]
[assembly: AssemblyFixture(typeof(FinishedSite))]
