"""The sheet of an assessor: the city's answers and papers, and beside them room for scores, remarks and questions.

What comes back becomes entries of the dossier: verdicts on papers, requests and recommendations, strengths and weaknesses.
Nothing in the dossier is written over by it, and scores, which are confidential, stay out unless somebody asks for them.
"""
