"""The Gradio chat and its pages. Heavy imports (gradio) stay inside this package."""
