use keisan::graph;

graph! {
    pub graph G {
        param w: [6, 4] = he_normal;
        loss = sum(slice_rows(w, 0, 2.5));
    }
}

fn main() {}
