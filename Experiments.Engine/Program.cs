return Experiments.Engine.Cli.EngineCommand.Run(args);
