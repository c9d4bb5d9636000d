"""`python -m pages.serving` brings the charts' small bundle (pages/serving/bundle.py); `make run` and `make test` do."""

from pages.serving import bundle

if __name__ == "__main__":
    bundle.main()
